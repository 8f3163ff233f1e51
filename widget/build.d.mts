/** Writes the embed into `outDir`; `widget` is all that a visitor needs for a full chat in English. */
export function buildWidget(outDir: string): Promise<{ widget: string[]; widgetLazy: string[] }>;
