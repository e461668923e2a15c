import {
  anything,
  choice,
  defaulted,
  flag,
  type ObjectSchema,
  object,
  required,
  type TextSchema,
  text,
} from "../schema/dsl.ts";
import { httpUrl, moduleName, sha256Pattern } from "../schema/patterns.ts";
import { neededWhen, notWhen, union } from "../schema/rules.ts";

export const dynamicModuleSourceType: TextSchema = choice("DynamicModuleSourceType", ["Local", "Remote"]);

export const localDynamicModuleSource: ObjectSchema = object(
  { name: "LocalDynamicModuleSource", doc: "A module in the proxy's file system." },
  {
    path: required(text({ min: 1, max: 4096 })),
  },
);

export const remoteDynamicModuleSource: ObjectSchema = object(
  { name: "RemoteDynamicModuleSource", doc: "A module to download, and its checksum." },
  {
    url: required(text({ min: 1, max: 4096, pattern: httpUrl })),
    sha256: required(text({ pattern: sha256Pattern })),
  },
);

export const dynamicModuleSource: ObjectSchema = object(
  {
    name: "DynamicModuleSource",
    doc: "Where a module comes from; `type` says which.",
    rules: [
      ...union("type", { Remote: "remote" }),
      neededWhen("local", "type", "Local"),
      notWhen("local", "type", ["Remote"]),
    ],
  },
  {
    type: defaulted(dynamicModuleSourceType, "Local"),
    local: localDynamicModuleSource,
    remote: remoteDynamicModuleSource,
  },
);

export const dynamicModuleEntry: ObjectSchema = object(
  { name: "DynamicModuleEntry", doc: "A module that policies may use, by name." },
  {
    name: required(text({ min: 1, max: 253, pattern: moduleName })),
    source: required(dynamicModuleSource),
    doNotClose: defaulted(flag(), false),
    loadGlobally: defaulted(flag(), false),
  },
);

export const dynamicModule: ObjectSchema = object(
  { name: "DynamicModule", doc: "A filter out of a module of the proxy's." },
  {
    name: required(text({ min: 1, max: 253, pattern: moduleName })),
    filterName: text({ max: 253 }),
    config: anything(),
    terminalFilter: defaulted(flag(), false),
  },
);
