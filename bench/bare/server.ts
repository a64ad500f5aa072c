import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import express from 'express';
import mongoose from 'mongoose';
import type { SandboxAddress } from '../processes/sandbox.ts';
import { readDirectory } from './directory.ts';
import { graphReader } from './graph.ts';
import { acceptInvitation, invitePerson } from './invitations.ts';
import { approveRequest, askToJoin } from './join-requests.ts';
import { exportMembers, readMembers } from './members.ts';
import { countByOwner, exportLeads, importLeads, transferLeads } from './records.ts';
import { readSession } from './session.ts';

export interface BareServer {
  url: string;
  close(): Promise<void>;
}

/**
 * What Foyer's calls are compared with: Express and mongoose with nothing around them. Its handlers do the same reads and
 * writes on the same collections, in transactions where Foyer's are, and nothing else: no limits, no validation, no
 * audit of refusals, no races won, no mail sent, no log.
 */
export async function startBareServer(databaseUri: string, sandbox: SandboxAddress): Promise<BareServer> {
  const db = await mongoose.createConnection(databaseUri, { autoIndex: false, autoCreate: false }).asPromise();
  const readUser = await graphReader(sandbox);
  const app = express();
  app.use(express.json());
  app.get('/api/v1/session', async (request, response) => {
    response.json(await readSession(db, request));
  });
  app.get('/api/v1/directory/users', async (request, response) => {
    response.json(await readDirectory(db, request));
  });
  app.get('/api/v1/members', async (request, response) => {
    response.json(await readMembers(db, request));
  });
  app.get('/api/v1/records/leads.csv', async (_request, response) => {
    pipeline(await exportLeads(db), response, () => undefined);
  });
  app.get('/api/v1/members.csv', async (request, response) => {
    pipeline(await exportMembers(db, request), response, () => undefined);
  });
  app.get('/api/v1/reports/records', async (_request, response) => {
    response.json(await countByOwner(db));
  });
  app.post('/import', async (request, response) => {
    await importLeads(db, request);
    response.status(204).end();
  });
  app.post('/transfer', async (request, response) => {
    await transferLeads(db, request.body);
    response.status(204).end();
  });
  app.post('/api/v1/invitations', async (request, response) => {
    response.json(await invitePerson(db, request));
  });
  app.post('/api/v1/invitations/mine/accept', async (request, response) => {
    await acceptInvitation(db, request, readUser);
    response.status(204).end();
  });
  app.post('/api/v1/join-requests', async (request, response) => {
    response.status(201).json(await askToJoin(db, request, readUser));
  });
  app.post('/api/v1/join-requests/:id/approve', async (request, response) => {
    response.json(await approveRequest(db, request, readUser));
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await db.close();
    },
  };
}
