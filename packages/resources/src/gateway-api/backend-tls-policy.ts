import { choice, list, map, type ObjectSchema, object, required, type TextSchema, text } from "../schema/dsl.ts";
import { wellKnownCertificates } from "../schema/patterns.ts";
import { localPolicyTargetReferenceWithSectionName } from "./policy-target.ts";
import { absoluteURI, annotationValue, hostname, localObjectReference, preciseHostname } from "./references.ts";

export const wellKnownCACertificatesType: TextSchema = text({ min: 1, max: 253, pattern: wellKnownCertificates });

export const subjectAltNameType: TextSchema = choice("SubjectAltNameType", ["Hostname", "URI"]);

export const subjectAltName: ObjectSchema = object(
  { name: "SubjectAltName", doc: "A name that a backend's certificate has to carry." },
  {
    type: required(subjectAltNameType),
    hostname,
    uri: absoluteURI,
  },
);

export const backendTLSPolicyValidation: ObjectSchema = object(
  { name: "BackendTLSPolicyValidation", doc: "How a backend's certificate is verified." },
  {
    caCertificateRefs: list(localObjectReference, { max: 8 }),
    wellKnownCACertificates: wellKnownCACertificatesType,
    hostname: required(preciseHostname),
    subjectAltNames: list(subjectAltName, { max: 5 }),
  },
);

export const backendTLSPolicySpec: ObjectSchema = object(
  { name: "BackendTLSPolicySpec", doc: "Which Services are spoken to with TLS, and how they are verified." },
  {
    targetRefs: required(list(localPolicyTargetReferenceWithSectionName, { min: 1, max: 16 })),
    validation: required(backendTLSPolicyValidation),
    options: map(annotationValue, { max: 16 }),
  },
);
