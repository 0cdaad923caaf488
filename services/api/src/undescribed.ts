import { ClientMessage, ServerMessage } from '@framewright/schemas'
import { problemAnswers } from './problem-answers.ts'

/** What routes cannot say of themselves: an upload has no parser, and an upgrade is no answer. */
export const uploadBody = {
  required: true,
  description: 'The bytes of the file, whatever its type',
  content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
}

export const socketPath = {
  get: {
    tags: ['renders'],
    summary: 'Changes and live progress, over a WebSocket',
    description:
      'Who connects says so in Authorization, as the subprotocols `framewright.v1, bearer.<token>`, or with `?ticket=` ' +
      'of POST /ws-ticket. Each message is one JSON value: `x-client-message` from the client, `x-server-message` to it. ' +
      'A subscription is answered with a snapshot, and with the chunks of what is under way; changes follow, with ' +
      'versions that only rise. Of what is not done `places` says where it stands in the line, and by when it is likely ' +
      'to be done.',
    parameters: [
      {
        name: 'ticket',
        in: 'query',
        required: false,
        description: 'In place of a token; good once',
        schema: { type: 'string' },
      },
    ],
    responses: {
      101: { description: 'The connection is a WebSocket from here on' },
      ...problemAnswers('UNAUTHENTICATED', 'FORBIDDEN', 'TOO_MANY_REQUESTS'),
    },
    'x-client-message': ClientMessage,
    'x-server-message': ServerMessage,
  },
}
