import { choice, list, map, type ObjectSchema, object, required, type TextSchema, text } from "../schema/dsl.ts";
import { wellKnownCertificates } from "../schema/patterns.ts";
import { rule } from "../schema/rules.ts";
import { localPolicyTargetReferenceWithSectionName } from "./policy-target.ts";
import { absoluteURI, annotationValue, hostname, localObjectReference, preciseHostname } from "./references.ts";

const sameTarget = "a.group == b.group && a.kind == b.kind && a.name == b.name";

function absent(of: string): string {
  return `(!has(${of}.sectionName) || ${of}.sectionName == '')`;
}

export const wellKnownCACertificatesType: TextSchema = text({ min: 1, max: 253, pattern: wellKnownCertificates });

export const subjectAltNameType: TextSchema = choice("SubjectAltNameType", ["Hostname", "URI"]);

export const subjectAltName: ObjectSchema = object(
  {
    name: "SubjectAltName",
    doc: "A name that a backend's certificate has to carry.",
    rules: [
      rule(
        "(self.type == 'Hostname') == (has(self.hostname) && self.hostname != '')",
        "Set hostname when type is Hostname, and only then.",
      ),
      rule("(self.type == 'URI') == (has(self.uri) && self.uri != '')", "Set uri when type is URI, and only then."),
    ],
  },
  {
    type: required(subjectAltNameType),
    hostname,
    uri: absoluteURI,
  },
);

export const backendTLSPolicyValidation: ObjectSchema = object(
  {
    name: "BackendTLSPolicyValidation",
    doc: "How a backend's certificate is verified.",
    rules: [
      rule(
        "!has(self.caCertificateRefs) || self.caCertificateRefs.size() == 0 || !has(self.wellKnownCACertificates) || self.wellKnownCACertificates == ''",
        "Set only one of caCertificateRefs or wellKnownCACertificates.",
      ),
      rule(
        "(has(self.caCertificateRefs) && self.caCertificateRefs.size() > 0) || (has(self.wellKnownCACertificates) && self.wellKnownCACertificates != '')",
        "Set caCertificateRefs or wellKnownCACertificates.",
      ),
    ],
  },
  {
    caCertificateRefs: list(localObjectReference, { max: 8 }),
    wellKnownCACertificates: wellKnownCACertificatesType,
    hostname: required(preciseHostname),
    subjectAltNames: list(subjectAltName, { max: 5 }),
  },
);

export const backendTLSPolicySpec: ObjectSchema = object(
  {
    name: "BackendTLSPolicySpec",
    doc: "Which Services are spoken to with TLS, and how they are verified.",
    rules: [
      rule(
        `self.targetRefs.all(a, self.targetRefs.all(b, !(${sameTarget}) || ${absent("a")} == ${absent("b")}))`,
        "Set sectionName in each of several references to one target.",
      ),
      rule(
        `self.targetRefs.all(a, self.targetRefs.exists_one(b, ${sameTarget} && ((${absent("a")} && ${absent("b")}) || (has(a.sectionName) && has(b.sectionName) && a.sectionName == b.sectionName))))`,
        "Refer to each target, or section of it, once.",
      ),
    ],
  },
  {
    targetRefs: required(list(localPolicyTargetReferenceWithSectionName, { min: 1, max: 16 })),
    validation: required(backendTLSPolicyValidation),
    options: map(annotationValue, { max: 16 }),
  },
);
