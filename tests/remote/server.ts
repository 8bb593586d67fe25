/** The checkout. */
export const ROOT = new URL("../../", import.meta.url);

/** The checkout as a web server gives it out; what it was asked for, and is not there, is 404. */
export interface CheckoutServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** Paths that were asked for. */
  readonly asked: readonly string[];
}

/** Serves the checkout on this machine. */
export function serveCheckout(): CheckoutServer {
  const asked: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
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
  });
  const host = `127.0.0.1:${server.addr.port}`;
  return {
    host,
    origin: `http://${host}`,
    asked,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
