// Lints both published documents. Prints what it looked at; exits with 1 on the first document that is not right.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Parser } from '@asyncapi/parser';
import Ajv from 'ajv';

const here = dirname(fileURLToPath(import.meta.url));
const spec = join(here, '../../mobile-api-spec');
const bin = (name) => join(here, 'node_modules/.bin', name);

execFileSync(bin('redocly'), ['lint', '--config', join(here, 'redocly.yaml'), join(spec, 'openapi.yaml'), join(spec, 'openapi-3.1.yaml')], {
  stdio: 'inherit',
  env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
});

const openapi = readFileSync(join(spec, 'openapi.yaml'), 'utf8');
for (const word of ['oneOf', 'anyOf', 'allOf', 'discriminator', 'nullable']) {
  if (new RegExp(`^\\s*-?\\s*${word}:`, 'm').test(openapi)) {
    console.error(`openapi.yaml uses ${word}, which breaks generated clients`);
    process.exit(1);
  }
}

const { document, diagnostics } = await new Parser().parse(readFileSync(join(spec, 'asyncapi.yaml'), 'utf8'));
const faults = diagnostics.filter((diagnostic) => diagnostic.severity === 0);
if (!document || faults.length > 0) {
  console.error(faults);
  process.exit(1);
}

const ajv = new Ajv({ strict: false, validateFormats: false });
let examples = 0;
for (const message of document.allMessages().all()) {
  const fits = ajv.compile(message.payload().json());
  for (const example of message.examples().all()) {
    examples += 1;
    if (!fits(example.payload())) {
      console.error(`an example of ${message.id()} does not fit its schema`, fits.errors);
      process.exit(1);
    }
  }
}
console.log(`spec: ${document.allMessages().all().length} frames, ${examples} examples, both documents are right`);
