/** Forms of values, as the rules of profiles use them: see `Form` in `constraint.ts`. */
import { isObject } from '../../fhir/elements.js';
import type { Form } from './constraint.js';

/** Whether a value has a form. */
export function hasForm(value: unknown, form: Form): boolean {
  if (form === null) return value === undefined;
  if (isAlternatives(form)) return form.some((alternative) => hasForm(value, alternative));
  if (Array.isArray(value)) return value.some((item) => hasForm(item, form));
  if (typeof form === 'string') return typeof value === 'string' && hasTextForm(value, form);
  if (typeof form === 'boolean') return value === form;
  return (
    isObject(value) && Object.entries(form).every(([name, part]) => hasForm(value[name], part))
  );
}

function isAlternatives(form: Form): form is readonly Form[] {
  return Array.isArray(form);
}

function hasTextForm(value: string, form: string): boolean {
  return form.endsWith('*') ? value.startsWith(form.slice(0, -1)) : value === form;
}

/** A form in words, for diagnostics. */
export function formInWords(form: Form): string {
  if (form === null) return 'nothing';
  if (isAlternatives(form)) return form.map(formInWords).join(' or ');
  if (typeof form === 'string') {
    return form.endsWith('*') ? `what begins with "${form.slice(0, -1)}"` : `"${form}"`;
  }
  if (typeof form === 'boolean') return String(form);
  const parts = Object.entries(form).map(([name, part]) => `${name} ${formInWords(part)}`);
  return parts.join(' and ');
}
