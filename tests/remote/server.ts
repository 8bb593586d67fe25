import { denoFolder, npmCache, ROOT, shareDerived } from "../support/deno_cache.ts";

/** The checkout as a web server gives it out; what it was asked for, and is not there, is 404. */
export interface CheckoutServer {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** Paths that were asked for. */
  readonly asked: readonly string[];
}

/**
 * A port that is the same in every run, so that URLs are: what Deno makes of nine hundred modules is kept by their URLs, and
 * making it takes longer than all that these tests show.
 */
const USUAL_PORT = 41_735;

const asked: string[] = [];

async function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  asked.push(pathname);
  const type = pathname.endsWith(".ts")
    ? "application/typescript"
    : pathname.endsWith(".json")
    ? "application/json"
    : "text/plain";
  try {
    return new Response(await Deno.readFile(new URL(`.${pathname}`, ROOT)), {
      headers: { "content-type": type },
    });
  } catch {
    return new Response("not found", { status: 404 });
  }
}

function serve(): Deno.HttpServer<Deno.NetAddr> {
  const options = { hostname: "127.0.0.1", onListen() {} };
  try {
    return Deno.serve({ ...options, port: USUAL_PORT }, answer);
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    return Deno.serve({ ...options, port: 0 }, answer);
  }
}

const { addr } = serve();
const host = `127.0.0.1:${addr.port}`;

/** One for all tests of this process. */
export const server: CheckoutServer = { host, origin: `http://${host}`, asked };

/** A folder of this process, which ends with it. */
export const kept: string = Deno.makeTempDirSync({ prefix: "interlace-test-" });
addEventListener("unload", () => Deno.removeSync(kept, { recursive: true }));

/**
 * Makes a folder for Deno that knows npm packages and no URL, but what modules become once they are fetched. That of a port
 * which no other run has is nothing to keep.
 */
export async function makeDenoFolder(folder: string): Promise<void> {
  const derived = addr.port === USUAL_PORT ? await denoFolder() : `${kept}/derived`;
  await shareDerived({ from: derived, to: folder });
  await Deno.symlink(await npmCache(), `${folder}/npm`);
}
