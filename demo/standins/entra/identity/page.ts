/** A page of the stand-in. @param paragraphs escaped here. @param more HTML that stands as it is */
export function html(title: string, paragraphs: readonly string[], more = ''): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<style>body{font:16px/1.5 system-ui;margin:3rem auto;max-width:36rem}button{font:inherit;padding:.4rem 1.2rem;margin:.2rem}</style></head>
<body><main><p>Stand-in for the Microsoft sign-in pages</p><h1>${escapeHtml(title)}</h1>
${paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n')}
${more}</main></body></html>`;
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
