//   disk ──> watch ──> tree ──> read-documents ──> claims ──> settle ──> ProviderEvent   one consistent change each
//            events    what     text to objects,   who        complete?
//                      changed  parsed once        defines it
//
//   statuses ──> write-statuses ──> lines for a terminal, and a file of YAML
//
//   A file is read within the event that names it. What is complete is delivered some milliseconds later; what may be half of
//   something waits a little for its other half; what is broken stays as it last was.

export type { FileProviderOptions } from "./provide.ts";
export { fileProvider } from "./provide.ts";
export type { Patience } from "./settle.ts";
export type { StatusLine, WrittenStatus } from "./status-lines.ts";
export type { StatusEvent, WriteStatusesOptions } from "./write-statuses.ts";
export { writeStatuses } from "./write-statuses.ts";
