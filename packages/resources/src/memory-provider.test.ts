import { readResource } from "./read-resource.ts";
import { memoryProvider, type ProviderSubject, providerContract } from "./testing.ts";

providerContract("a memory provider", (): ProviderSubject => {
  const provider = memoryProvider();
  return {
    provider,
    write(...resources) {
      provider.report();
      provider.write(...resources);
    },
    remove: (...ids) => provider.remove(...ids),
    writeInvalid({ kind, namespace, name }) {
      const { findings } = readResource({ apiVersion: "v1", kind, metadata: { namespace, name }, spec: { ports: 80 } });
      const about = { group: "", kind, namespace, name };
      provider.report(...findings.map(({ problem, severity }, at) => ({ key: `${at}`, about, severity, problem })));
    },
    lose: () => provider.lose("gone"),
    restore: () => provider.restore(),
    open: () => provider.open,
  };
});
