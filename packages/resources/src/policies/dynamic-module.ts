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

export const dynamicModuleSourceType: TextSchema = choice("DynamicModuleSourceType", ["Local", "Remote"]);

export const localDynamicModuleSource: ObjectSchema = object("LocalDynamicModuleSource", {
  path: required(text({ min: 1, max: 4096 })),
});

export const remoteDynamicModuleSource: ObjectSchema = object("RemoteDynamicModuleSource", {
  url: required(text({ min: 1, max: 4096, patterns: ["^https?://[^/?#]+(?:[/?#].*)?$"] })),
  sha256: required(text({ patterns: ["^[a-f0-9]{64}$"] })),
});

export const dynamicModuleSource: ObjectSchema = object("DynamicModuleSource", {
  type: defaulted(dynamicModuleSourceType, "Local"),
  local: localDynamicModuleSource,
  remote: remoteDynamicModuleSource,
});

export const dynamicModuleEntry: ObjectSchema = object("DynamicModuleEntry", {
  name: required(text({ min: 1, max: 253, patterns: ["^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$"] })),
  source: required(dynamicModuleSource),
  doNotClose: defaulted(flag(), false),
  loadGlobally: defaulted(flag(), false),
});

export const dynamicModule: ObjectSchema = object("DynamicModule", {
  name: required(text({ min: 1, max: 253, patterns: ["^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$"] })),
  filterName: text({ max: 253 }),
  config: anything(),
  terminalFilter: defaulted(flag(), false),
});
