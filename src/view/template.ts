/** Behind what a long name may go on in a new line. */
const BREAKS = /(?<=\S[/_])/;

/**
 * Fills a template of a page; text is escaped wherever the template does not say that it is HTML. `it.breakable()` makes HTML
 * of a name that breaks between its words, where there is no room for it, rather than anywhere.
 */
export async function renderTemplate(template: string, data: object): Promise<string> {
  const { Eta } = await import("npm:eta@4.6.0");
  const eta = new Eta({ autoEscape: true });
  const breakable = (name: string) => name.split(BREAKS).map(eta.config.escapeFunction).join("<wbr>");
  return eta.renderString(template, { ...data, breakable });
}
