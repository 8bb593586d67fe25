/**
 * Value of an environment variable; undefined where it is not set, or where Deno was started without the permission to
 * read it. What a variable says is never needed: nobody is asked for it.
 */
export function variable(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}
