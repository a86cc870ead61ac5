/** How people are called on a screen; who is not in it appears as an id. */
export interface Names {
  readonly people: ReadonlyMap<string, { readonly name: string; readonly title: string }>;
}
