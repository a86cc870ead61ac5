/** Seeds of stories with a plan of at most seven changes, of many kinds between them. */
export const smallStories: readonly number[] = [342, 887, 664, 388, 1635];
