import {
  buildOpenApiDocument,
  type OperationId,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

type Json = { [key: string]: unknown };

const DOCUMENT_ID = 'openapi';

let ajv: Ajv2020 | undefined;

/**
 * Holds an answer of the API against its OpenAPI document.
 *
 * @remarks
 * Stricter than the document, which lets responses grow: a field that isn't documented fails here, as it is either a
 * leak or a gap in the document.
 *
 * @param status - of the answer; one that the operation doesn't document by itself is held against its `default`
 * @param body - parsed JSON, or the text of another media type
 * @throws Error that lists what doesn't match
 */
export function assertMatchesOpenApi(
  operationId: OperationId,
  status: number,
  body: unknown,
): void {
  const { pointer, isJson } = responseSchema(operationId, status);
  if (!isJson) {
    if (typeof body !== 'string') {
      throw new Error(
        `${operationId} answers ${status} with ${typeof body}, documented is a text`,
      );
    }
    return;
  }
  ajv ??= strictDocument();
  const validate = ajv.getSchema(`${DOCUMENT_ID}${pointer}`);
  if (!validate?.(body)) {
    const errors = validate?.errors?.map(
      ({ instancePath, message, params }) =>
        `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
    throw new Error(
      `${operationId} answers ${status} with another body than documented:\n${
        errors?.join('\n') ?? `no ${pointer}`
      }`,
    );
  }
}

function responseSchema(
  operationId: OperationId,
  status: number,
): { pointer: string; isJson: boolean } {
  const document = buildOpenApiDocument();
  const operations = Object.values(document.paths).flatMap(path =>
    Object.values(path),
  );
  const operation = operations.find(
    candidate => candidate.operationId === operationId,
  );
  const responses = (operation?.responses ?? {}) as Record<string, Json>;
  const documented =
    responses[String(status)] ??
    (status >= 400 ? responses.default : undefined);
  if (!documented) {
    throw new Error(
      `${operationId} answers ${status}, documented are ${Object.keys(
        responses,
      ).join(', ')}`,
    );
  }
  if (status >= 400) {
    return { pointer: '#/components/schemas/Problem', isJson: true };
  }
  const content = documented.content as Record<
    string,
    { schema: { $ref?: string } }
  >;
  const json = content['application/json'];
  return json
    ? { pointer: String(json.schema.$ref), isJson: true }
    : { pointer: '', isJson: false };
}

function strictDocument(): Ajv2020 {
  const instance = new Ajv2020({ strict: false, allErrors: true });
  addFormats(instance);
  const closed = JSON.parse(
    JSON.stringify(buildOpenApiDocument()),
    (_, value: unknown) =>
      isOpenObject(value) ? { ...value, additionalProperties: false } : value,
  );
  instance.addSchema(closed, DOCUMENT_ID);
  return instance;
}

function isOpenObject(value: unknown): value is Json {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as Json).type === 'object' &&
    'properties' in value &&
    !('additionalProperties' in value)
  );
}
