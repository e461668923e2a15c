/**
 * The program of the shell that becomes Envoy.
 *
 * Its standard input is a pipe that only Sluice holds. A copy of the shell waits for a line on it: a line means that
 * all is well and nothing is left to watch; the end of the pipe without a line means that Sluice is gone (crash,
 * SIGKILL), and then Envoy must go, too. Envoy takes the place of the shell itself, so that its process is the one
 * Sluice started. It works wherever there is a POSIX shell, and needs 0.2 MB of its own. (On Linux an Envoy with hot
 * restart asks the kernel for SIGTERM at its parent's end, too; one without does not, and neither insists.)
 */
export const watcherScript: string = `
exec 3<&0 </dev/null
(
  trap '' HUP INT TERM
  exec >/dev/null 2>&1
  read -r _ <&3 && exit 0
  kill -TERM $$
  for _ in 1 2 3 4 5 6 7 8 9 10; do sleep 0.1; kill -0 $$ || exit 0; done
  kill -KILL $$
) &
exec 3<&-
exec "$@"
`;
