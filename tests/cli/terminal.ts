/** A terminal of a hundred columns with a shell in it, as `tmux` emulates one. */
export class Terminal implements AsyncDisposable {
  readonly #socket: string;

  private constructor(socket: string) {
    this.#socket = socket;
  }

  /** Opens one with variables besides those of this process. */
  static async open(env: Readonly<Record<string, string>>): Promise<Terminal> {
    const terminal = new Terminal(`interlace-test-${crypto.randomUUID()}`);
    const variables = Object.entries({ PS1: "$ ", ...env }).flatMap((
      [name, value],
    ) => ["-e", `${name}=${value}`]);
    await terminal.#tmux("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "30", ...variables, "sh");
    // A signal before the shell is ready would end it.
    await terminal.prompt();
    return terminal;
  }

  /** Types text, or keys by name: `Enter`, `C-c`. */
  async type(...keys: readonly string[]): Promise<void> {
    await this.#tmux("send-keys", ...keys);
  }

  /** What stands on the screen. */
  async screen(): Promise<string> {
    return await this.#tmux("capture-pane", "-p");
  }

  /** Whether the cursor shows and long lines wrap: `1 1` on a terminal that nobody has changed. */
  async flags(): Promise<string> {
    return (await this.#tmux("display-message", "-p", "#{cursor_flag} #{wrap_flag}")).trim();
  }

  /** Waits until the screen matches, at most five minutes: on a machine that does much else a start alone may take one. */
  async until(pattern: RegExp): Promise<string> {
    const begun = Date.now();
    while (Date.now() < begun + 300_000) {
      const screen = await this.screen();
      if (pattern.test(screen)) return screen;
      // To look is a process, which takes what is waited for its time.
      const pause = Math.min(500, 50 + (Date.now() - begun) / 8);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    throw new Error(`${pattern} does not come up:\n${await this.screen()}`);
  }

  /** Waits until the shell asks for the next command, in whatever column a program left the cursor. */
  async prompt(): Promise<void> {
    await this.until(/[#$]\s*$/);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux("kill-server");
  }

  async #tmux(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await new Deno.Command("tmux", { args: ["-L", this.#socket, ...args] })
      .output();
    const decoder = new TextDecoder();
    if (code !== 0) throw new Error(`tmux ${args[0]}: ${decoder.decode(stderr)}`);
    return decoder.decode(stdout);
  }
}

/** Whether there is a `tmux` to open terminals with. */
export async function canOpenTerminals(): Promise<boolean> {
  try {
    return (await new Deno.Command("tmux", { args: ["-V"], stdout: "null" }).output()).success;
  } catch {
    return false;
  }
}
