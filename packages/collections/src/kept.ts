const none: readonly never[] = [];

/**
 * A list to keep: a copy without room for more, of which an array that has grown has up to 17 places, and one and the same list when there is
 * nothing in it. It counts where there are as many lists as routes.
 */
export function kept<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? none : list.slice();
}
