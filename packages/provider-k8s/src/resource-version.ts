/** Whether a resource version is later than another. Versions that are not whole numbers are taken to be. */
export function isLater(version: string, than: string): boolean {
  if (!digits.test(version) || !digits.test(than)) return version !== than;
  return version.length === than.length ? version > than : version.length > than.length;
}

const digits = /^[1-9][0-9]*$/;
