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

export const dynamicModuleSourceType: TextSchema = choice("DynamicModuleSourceType", ["Local", "Remote"]);

export const localDynamicModuleSource: ObjectSchema = object("LocalDynamicModuleSource", {
  path: required(text({ min: 1, max: 4096 })),
});

export const remoteDynamicModuleSource: ObjectSchema = object("RemoteDynamicModuleSource", {
  url: required(text({ min: 1, max: 4096, pattern: httpUrl })),
  sha256: required(text({ pattern: sha256Pattern })),
});

export const dynamicModuleSource: ObjectSchema = object("DynamicModuleSource", {
  type: defaulted(dynamicModuleSourceType, "Local"),
  local: localDynamicModuleSource,
  remote: remoteDynamicModuleSource,
});

export const dynamicModuleEntry: ObjectSchema = object("DynamicModuleEntry", {
  name: required(text({ min: 1, max: 253, pattern: moduleName })),
  source: required(dynamicModuleSource),
  doNotClose: defaulted(flag(), false),
  loadGlobally: defaulted(flag(), false),
});

export const dynamicModule: ObjectSchema = object("DynamicModule", {
  name: required(text({ min: 1, max: 253, pattern: moduleName })),
  filterName: text({ max: 253 }),
  config: anything(),
  terminalFilter: defaulted(flag(), false),
});
