/** Fills a template of a page; text is escaped wherever the template does not say that it is HTML. */
export async function renderTemplate(template: string, data: object): Promise<string> {
  const { Eta } = await import("npm:eta@4.6.0");
  return new Eta({ autoEscape: true }).renderString(template, data);
}
