/** The folder that package.json stands in: as far from here as from the bundled command line, `dist/bin`. */
export const packageRoot = new URL("../../", import.meta.url);
