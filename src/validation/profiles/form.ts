/** Forms of values, as the rules of profiles use them: see `Form` in `constraint.ts`. */
import { isObject } from '../../fhir/elements.js';
import { words, type Words } from '../report.js';
import type { Form } from './constraint.js';

/** Whether a value has a form. */
export function hasForm(value: unknown, form: Form): boolean {
  if (form === null) return value === undefined;
  if (isAlternatives(form)) return form.some((alternative) => hasForm(value, alternative));
  if (Array.isArray(value)) return value.some((item) => hasForm(item, form));
  if (typeof form === 'string') return typeof value === 'string' && hasTextForm(value, form);
  if (typeof form === 'boolean') return value === form;
  return (
    isObject(value) && Object.keys(form).every((name) => hasForm(value[name], form[name] ?? null))
  );
}

function isAlternatives(form: Form): form is readonly Form[] {
  return Array.isArray(form);
}

function hasTextForm(value: string, form: string): boolean {
  return form.endsWith('*') ? value.startsWith(form.slice(0, -1)) : value === form;
}

/** A form in words, for diagnostics. */
export function formInWords(form: Form): Words {
  if (form === null) return words('nothing', 'rien');
  if (isAlternatives(form)) return joined(form.map(formInWords), 'or', 'ou');
  if (typeof form === 'string') {
    const start = form.slice(0, -1);
    if (!form.endsWith('*')) return words(`"${form}"`, `« ${form} »`);
    return words(`what begins with "${start}"`, `ce qui commence par « ${start} »`);
  }
  if (typeof form === 'boolean') return words(String(form));
  const parts = Object.entries(form).map(([name, part]) => {
    const { text, french } = formInWords(part);
    return words(`${name} ${text}`, `${name} ${french}`);
  });
  return joined(parts, 'and', 'et');
}

function joined(parts: readonly Words[], by: string, byInFrench: string): Words {
  return words(
    parts.map(({ text }) => text).join(` ${by} `),
    parts.map(({ french }) => french).join(` ${byInFrench} `),
  );
}
