import type { Server as HttpServer } from 'node:http';
import { Inject, Injectable, type DynamicModule, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost, type AbstractHttpAdapter } from '@nestjs/core';
import {
  CLOCK,
  createClientRegistry,
  EngineModule,
  EVENT_LOG,
  KEY_STORE,
  type AuthenticatedClient,
} from '@atlasnode/service-kit';
import type { Engine, EventLog, KeyStore } from '@atlasnode/session-engine';
import type { RevocationView } from '@atlasnode/session-verifier';
import type { PushGatewayConfig } from './config.js';
import type { ServiceKeys } from './handshake/authenticator.js';
import { PublicKeys } from './handshake/public-keys.js';
import { PushTickets } from './handshake/push-tickets.js';
import type { PushMetrics } from './push-metrics.js';
import { PushServer } from './push-server.js';

const PARTS = Symbol('parts of the push gateway');

export interface PushGatewayParts {
  readonly config: PushGatewayConfig;
  readonly engine: Engine;
  readonly view: RevocationView;
  readonly observer: PushMetrics;
}

/** Puts the namespaces on the service's own HTTP server before it listens, and takes them off before it stops. */
@Injectable()
class PushServerLifecycle implements OnModuleInit, OnModuleDestroy {
  readonly #push: PushServer;

  // oxlint-disable-next-line max-params -- one for each thing that Nest injects
  constructor(
    @Inject(HttpAdapterHost) host: HttpAdapterHost<AbstractHttpAdapter<HttpServer>>,
    @Inject(KEY_STORE) store: KeyStore,
    @Inject(EVENT_LOG) eventLog: EventLog,
    @Inject(CLOCK) nowMs: () => number,
    @Inject(PARTS) { config, view, observer }: PushGatewayParts,
  ) {
    const httpServer = host.httpAdapter.getHttpServer();
    const { issuer, clockSkewMs, allowedOrigins, maxStalenessMs } = config;
    this.#push = new PushServer({
      httpServer,
      allowedOrigins,
      tickets: new PushTickets({ issuer, keys: new PublicKeys({ store, nowMs }), nowMs, clockSkewMs }),
      serviceKeys: revocationReaders(config, nowMs),
      view,
      eventLog,
      maxStalenessMs,
      nowMs,
      observer,
    });
    observer.sample(() => this.#push.sockets(), view);
  }

  async onModuleInit(): Promise<void> {
    await this.#push.open();
  }

  async onModuleDestroy(): Promise<void> {
    await this.#push.close();
  }
}

export class PushGatewayModule {
  static of(parts: PushGatewayParts): DynamicModule {
    return {
      module: PushGatewayModule,
      imports: [EngineModule.of(parts.engine)],
      providers: [{ provide: PARTS, useValue: parts }, PushServerLifecycle],
    };
  }
}

function revocationReaders(config: PushGatewayConfig, nowMs: () => number): ServiceKeys {
  const registry = createClientRegistry(config.clients, nowMs);
  return (text) => {
    const caller = registry.authenticateServiceKey(text);
    if (caller === undefined || !caller.scopes.has('revocations:read')) return undefined;
    const endsAtMs = endOfKey(caller);
    return { clientId: caller.client.clientId, ...(endsAtMs === undefined ? {} : { endsAtMs }) };
  };
}

function endOfKey({ client, keyId }: AuthenticatedClient): number | undefined {
  const expiresAt = client.keys.find((key) => key.id === keyId)?.expiresAt;
  return expiresAt === undefined ? undefined : Date.parse(expiresAt);
}
