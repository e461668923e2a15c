import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

/** Folders of a Sluice that runs proxies on its own machine; all are made when needed. */
export interface HostDirectories {
  /** Certificates, below `certs/`. */
  readonly config: string;
  /** Downloaded binaries, below `envoy/`. */
  readonly data: string;
  /** What Envoys that could not start had to say, below `envoy/`. */
  readonly state: string;
  /** Files of running processes; must belong to the user alone. */
  readonly runtime: string;
}

/** The folders by the XDG base directory specification; `home` is the user's unless given. */
export function hostDirectories(
  environment: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): HostDirectories {
  const below = (variable: string, fallback: string): string =>
    join(environment[variable] || join(home, fallback), "sluice");
  return {
    config: below("XDG_CONFIG_HOME", ".config"),
    data: below("XDG_DATA_HOME", ".local/share"),
    state: below("XDG_STATE_HOME", ".local/state"),
    runtime: environment.XDG_RUNTIME_DIR
      ? join(environment.XDG_RUNTIME_DIR, "sluice")
      : join(tmpdir(), `sluice-${process.getuid?.() ?? 0}`),
  };
}
