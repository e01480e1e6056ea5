/**
 * Security labels as a set (decision 1): exactly the visibility codes that hold, and at least one
 * confidentiality code. Visibility codes are written first, so that a PATCH that replaces the first
 * label masks and unmasks, as French practice software does.
 */
import { object, objects, text } from '../fhir/elements.js';
import type { Resource } from '../fhir/resource.js';
import {
  CONFIDENTIALITY_SYSTEM,
  officialLabel,
  visibilityOf,
} from '../terminology/confidentiality.js';

type Concept = Record<string, unknown>;

/**
 * The resource with its labels in order, each once, in the official spelling; N where none says how
 * confidential it is.
 */
export function withOrderedLabels(resource: Resource, before: readonly Concept[] = []): Resource {
  const labels = distinct(objects(resource['securityLabel']).map(official));
  const confidentiality = labels.filter((label) => !isVisibility(label));
  const kept = confidentiality.length > 0 ? confidentiality : fallback(before);
  return { ...resource, securityLabel: [...labels.filter(isVisibility), ...kept] };
}

/** The resource with the visibility codes of another one added: a replacement takes them over. */
export function withLabelsOf(resource: Resource, others: readonly Resource[]): Resource {
  const taken = others.flatMap((other) => objects(other['securityLabel']).filter(isVisibility));
  if (taken.length === 0) return resource;
  return withOrderedLabels({
    ...resource,
    securityLabel: [...objects(resource['securityLabel']), ...taken],
  });
}

function fallback(before: readonly Concept[]): Concept[] {
  const kept = before.filter((label) => !isVisibility(label));
  return kept.length > 0
    ? [...kept]
    : [{ coding: [{ system: CONFIDENTIALITY_SYSTEM, code: 'N' }] }];
}

function isVisibility(label: Concept): boolean {
  return objects(label['coding']).some((coding) => visibilityOf(codedOf(coding)) !== undefined);
}

function official(label: Concept): Concept {
  return {
    ...label,
    coding: objects(label['coding']).map((coding) => ({
      ...coding,
      ...officialLabel(codedOf(coding)),
    })),
  };
}

function codedOf(coding: Concept): { system?: string; code: string } {
  const system = text(coding['system']);
  return { code: text(coding['code']) ?? '', ...(system === undefined ? {} : { system }) };
}

function distinct(labels: readonly Concept[]): Concept[] {
  const seen = new Set<string>();
  return labels.filter((label) => {
    const coding = object(label['coding']);
    const key = `${String(coding?.['system'])}|${String(coding?.['code'])}`;
    return !seen.has(key) && seen.add(key);
  });
}
