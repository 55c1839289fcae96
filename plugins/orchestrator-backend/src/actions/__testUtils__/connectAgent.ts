import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  CallToolResultSchema,
  type Tool,
} from '@modelcontextprotocol/sdk/types.js';

/** A client of MCP, as an agent has one. */
export interface Agent {
  tools(): Promise<Tool[]>;
  /** Calls an action of the orchestrator, and expects that it does what it is asked. */
  call<T>(action: string, input?: Record<string, unknown>): Promise<T>;
  /** Calls an action of the orchestrator, and expects that it refuses: with what it says to the agent. */
  refused(action: string, input?: Record<string, unknown>): Promise<string>;
  close(): Promise<void>;
}

/**
 * Connects as a client that was given an address and a token.
 *
 * @throws what the client throws where it is not let in
 */
export async function connectAgent(
  backendUrl: string,
  token?: string,
): Promise<Agent> {
  const client = new Client({ name: 'agent', version: '1.0.0' });
  await client.connect(
    new StreamableHTTPClientTransport(
      new URL('/api/mcp-actions/v1', backendUrl),
      token === undefined
        ? {}
        : { requestInit: { headers: { authorization: `Bearer ${token}` } } },
    ),
  );
  const answerOf = async (
    action: string,
    input?: Record<string, unknown>,
  ): Promise<{ text: string; content: unknown; isError: boolean }> => {
    const result = CallToolResultSchema.parse(
      await client.callTool({
        name: `orchestrator.${action}`,
        arguments: input,
      }),
    );
    const [block] = result.content;
    if (result.content.length !== 1 || block.type !== 'text') {
      throw new Error(`${action} answers with something else than one text`);
    }
    return {
      text: block.text,
      content: result.structuredContent,
      isError: result.isError ?? false,
    };
  };
  return {
    tools: async () => (await client.listTools()).tools,
    async call<T>(action: string, input?: Record<string, unknown>) {
      const { text, content, isError } = await answerOf(action, input);
      if (isError) {
        throw new Error(`${action} refuses: ${text}`);
      }
      return content as T;
    },
    async refused(action, input) {
      const { text, isError } = await answerOf(action, input);
      if (!isError) {
        throw new Error(`${action} does not refuse: ${text}`);
      }
      return text;
    },
    close: () => client.close(),
  };
}
