// Fills the shop's pages: {{name}} is text, escaped; {{name_html}} is markup as it is; <!--include header--> is a file;
// <!--each lines--> ... <!--end lines--> is repeated for each item, or shown once for anything else that is true.

function escape(text) {
  const names = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return String(text).replace(/[&<>"']/g, (character) => names[character]);
}

function itemsOf(value) {
  if (Array.isArray(value)) return value;
  if (value === null || value === undefined || value === false) return [];
  return [typeof value === 'object' ? value : { it: value }];
}

export function fill(template, data, read) {
  return template
    .replace(/<!--include (\w+)-->/g, (_, name) => read(name))
    .replace(/<!--each (\w+)-->([\s\S]*?)<!--end \1-->/g, (_, name, part) => (
      itemsOf(data[name]).map((item) => fill(part, { ...data, ...item }, read)).join('')
    ))
    .replace(/\{\{(\w+)\}\}/g, (_, name) => (name.endsWith('_html') ? data[name] : escape(data[name] ?? '')));
}
