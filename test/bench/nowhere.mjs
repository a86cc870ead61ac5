/** A disk that keeps nothing and takes no time. */
export function nowhere() {
  return {
    read: async () => null,
    size: async () => null,
    list: async () => null,
    write: async () => {},
    create: async () => true,
    append: async () => ({ append: async () => {}, sync: async () => {}, close: async () => {} }),
    remove: async () => {},
  };
}
