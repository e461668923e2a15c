import { merge, Observable } from "rxjs";
import { follow } from "../kubernetes/follow.ts";
import { observedKinds, pathOf } from "../kubernetes/kinds.ts";
import { ensureCertificateSecrets, type SecretCertificates, type SecretOptions } from "./ensure-secrets.ts";
import { secretNames } from "./secret-stock.ts";

/** Timers hold at most 24 days; and a clock may be set. */
const longestWaitMs = 60 * 60 * 1000;
const retryMs = 5_000;
/** Several Secrets change together. */
const settleMs = 200;

/** Certificates, or why they cannot be kept; the last ones hold. */
export type SecretNews =
  | { readonly kind: "certificates"; readonly certificates: SecretCertificates }
  | { readonly kind: "problem"; readonly message: string };

/**
 * The certificates in Secrets: once when subscribed (made if need be), then whenever some were renewed, by whomever. Failures
 * are told and tried again.
 */
export function watchCertificateSecrets(options: Omit<SecretOptions, "now" | "overwrite">): Observable<SecretNews> {
  return new Observable((subscriber) => {
    let timer: NodeJS.Timeout | undefined;
    let known: string | undefined;
    let busy = false;
    let again = false;
    const schedule = (ms: number): void => {
      clearTimeout(timer);
      if (!subscriber.closed) timer = setTimeout(() => void check(), ms).unref();
    };
    const check = async (): Promise<void> => {
      if (busy) {
        again = true;
        return;
      }
      busy = true;
      let waitMs = retryMs;
      try {
        const certificates = await ensureCertificateSecrets(options);
        const content = JSON.stringify([certificates.controlPlane, certificates.envoy]);
        if (content !== known && !subscriber.closed) subscriber.next({ kind: "certificates", certificates });
        known = content;
        waitMs = Math.max(1_000, Math.min(longestWaitMs, certificates.checkAgain.getTime() - Date.now()));
      } catch (error) {
        if (!subscriber.closed) subscriber.next({ kind: "problem", message: (error as Error).message });
      }
      busy = false;
      schedule(again ? settleMs : waitMs);
      again = false;
    };
    const path = pathOf(observedKinds.Secret, options.namespace);
    const seen = [secretNames.controlPlane, secretNames.envoy, secretNames.authority].map((name) =>
      follow(options.api, { path, fieldSelector: `metadata.name=${name}` }),
    );
    const watching = merge(...seen).subscribe(({ kind }) => {
      if (kind !== "lost") schedule(settleMs);
    });
    void check();
    return () => {
      clearTimeout(timer);
      watching.unsubscribe();
    };
  });
}
