/** `attribute eq "value"` (RFC 7644 section 3.4.2.2), with JSON's way of quoting. */
export function equals(attribute: string, value: string): string {
  return `${attribute} eq ${JSON.stringify(value)}`;
}

/** A path with one filter in its query. */
export function filtered(path: string, filter: string, attributes: readonly string[] = []): string {
  const wish = attributes.length === 0 ? "" : `&attributes=${encodeURIComponent(attributes.join(","))}`;
  return `${path}?filter=${encodeURIComponent(filter)}${wish}`;
}
