/** Seeds of stories with a plan of at most seven changes of many kinds. */
export const smallStories: readonly number[] = [972, 664, 1618, 2290];
