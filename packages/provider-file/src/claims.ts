import type { Report } from "@sluice/ir";
import { refOf } from "@sluice/resources";
import type { Manifest, ManifestObject } from "./manifest.ts";

/** One file's wish to define an object. */
interface Claim {
  readonly manifest: Manifest;
  readonly object: ManifestObject;
  /** The object's text is broken now; this is what it last was. */
  readonly kept: boolean;
}

/** Which file defines which object, when several may. */
export interface Claims {
  /** Puts a file's new content in the place of its former; returns the ids that either of them names. */
  replace(before: Manifest | undefined, after: Manifest): Iterable<string>;
  /** The definition in force. */
  winner(id: string): ManifestObject | undefined;
  /** One problem per further definition. */
  duplicates(): readonly Report[];
}

/**
 * The first file in order wins, within a file the last document. An intact definition beats one that is kept only because
 * its text is broken.
 */
export function createClaims(): Claims {
  const claims = new Map<string, readonly Claim[]>();
  const contested = new Set<string>();

  const put = (id: string, list: readonly Claim[]): void => {
    if (list.length === 0) claims.delete(id);
    else claims.set(id, list.length > 1 ? [...list].sort(byPrecedence) : list);
    if (list.filter((claim) => !claim.kept).length > 1) contested.add(id);
    else contested.delete(id);
  };

  return {
    replace(before, after) {
      const ids = new Set<string>();
      for (const [id] of before ? claimsOf(before) : []) {
        ids.add(id);
        const others = (claims.get(id) ?? []).filter((claim) => claim.manifest !== before);
        put(id, others);
      }
      for (const [id, claim] of claimsOf(after)) {
        ids.add(id);
        put(id, [...(claims.get(id) ?? []), claim]);
      }
      return ids;
    },
    winner: (id) => claims.get(id)?.[0]?.object,
    duplicates() {
      const reports: Report[] = [];
      for (const id of [...contested].sort()) {
        const [first, ...others] = (claims.get(id) ?? []).filter((claim) => !claim.kept);
        if (first) for (const other of others) reports.push(toReport(first, other));
      }
      return reports;
    },
  };
}

function* claimsOf(manifest: Manifest): Iterable<[string, Claim]> {
  for (const [id, object] of manifest.objects) yield [id, { manifest, object, kept: false }];
  for (const [id, object] of manifest.kept) yield [id, { manifest, object, kept: true }];
  for (const object of manifest.repeated) yield [object.id, { manifest, object, kept: false }];
}

function byPrecedence(a: Claim, b: Claim): number {
  if (a.kept !== b.kept) return a.kept ? 1 : -1;
  if (a.manifest.rank !== b.manifest.rank) return a.manifest.rank < b.manifest.rank ? -1 : 1;
  return b.object.line - a.object.line;
}

function toReport(winner: Claim, loser: Claim): Report {
  const { resource, line } = loser.object;
  const elsewhere = winner.manifest === loser.manifest ? "" : ` of ${winner.manifest.path}`;
  return {
    key: `file/${loser.manifest.path}/${line}/duplicate/${loser.object.id}`,
    about: refOf(resource),
    severity: "error",
    problem: {
      kind: "duplicateObject",
      message: `${resource.kind} ${resource.key} is also written in line ${winner.object.line}${elsewhere}; that one counts.`,
      remedy: "Remove or rename one of the two.",
      place: { file: loser.manifest.path, line },
    },
  };
}
