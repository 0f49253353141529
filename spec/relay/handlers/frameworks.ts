import 'reflect-metadata';
import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { type ArgumentsHost, Catch, Controller, Get, Logger, Module, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import express, { type ErrorRequestHandler, type Response } from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { toErrorResponse } from 'venice-rx/relay';

/** The handler of a route: resolves with a string, or rejects. */
export type Handler = (name: string) => Promise<string>;

/** A framework whose server has one route, `GET /:name`, with the default error handler or one that uses `toSafeError`. */
export interface Framework {
  readonly name: string;
  readonly start: (handler: Handler, isSafe: boolean) => Promise<RunningServer>;
}

/** A running server. */
export interface RunningServer {
  readonly url: string;
  readonly close: () => Promise<unknown>;
}

const host = '127.0.0.1';

async function listen(server: Server): Promise<RunningServer> {
  server.listen(0, host);
  await once(server, 'listening');
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      return once(server.close(), 'close');
    },
  };
}

const fastify: Framework = {
  name: 'Fastify 5',
  async start(handler, isSafe) {
    const app = Fastify();
    app.get<{ Params: { name: string } }>('/:name', (request) => handler(request.params.name));
    if (isSafe) {
      app.setErrorHandler((error, _request, reply) => {
        const { status, headers, body } = toErrorResponse(error);
        return reply.code(status).headers(headers).send(body);
      });
    }
    return { url: await app.listen({ port: 0, host }), close: () => app.close() };
  },
};

function createExpress(name: string, create: typeof express): Framework {
  return {
    name,
    start(handler, isSafe) {
      const app = create();
      app.get('/:name', (request, response, next) => {
        handler(request.params.name).then((text) => response.send(text), next);
      });
      const onError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
        if (response.headersSent) {
          next(error);
          return;
        }
        const { status, headers, body } = toErrorResponse(error);
        response.status(status).set(headers).send(body);
      };
      if (isSafe) app.use(onError);
      return listen(createServer(app));
    },
  };
}

const nest: Framework = {
  name: 'Nest 11',
  async start(handler, isSafe) {
    class ChatController {
      answer(name: string): Promise<string> {
        return handler(name);
      }
    }
    const { prototype } = ChatController;
    Get(':name')(prototype, 'answer', Object.getOwnPropertyDescriptor(prototype, 'answer')!);
    Param('name')(prototype, 'answer', 0);
    Controller()(ChatController);
    class AppModule {
      readonly name = 'app';
    }
    Module({ controllers: [ChatController] })(AppModule);
    class SafeErrorFilter {
      catch(error: unknown, context: ArgumentsHost): void {
        const { status, headers, body } = toErrorResponse(error);
        context.switchToHttp().getResponse<Response>().status(status).set(headers).send(body);
      }
    }
    Catch()(SafeErrorFilter);
    Logger.overrideLogger(false);
    const app = await NestFactory.create(AppModule);
    if (isSafe) app.useGlobalFilters(new SafeErrorFilter());
    await app.listen(0, host);
    return { url: await app.getUrl(), close: () => app.close() };
  },
};

function createKoa(name: string, Application: typeof Koa): Framework {
  return {
    name,
    start(handler, isSafe) {
      const app = new Application();
      app.silent = true;
      if (isSafe) {
        app.use(async (context, next) => {
          try {
            await next();
          } catch (error) {
            const { status, headers, body } = toErrorResponse(error);
            context.status = status;
            context.set(headers);
            context.body = body;
          }
        });
      }
      app.use(async (context) => {
        context.body = await handler(decodeURIComponent(context.path.slice(1)));
      });
      const answer = app.callback();
      return listen(createServer((request, response) => void answer(request, response)));
    },
  };
}

const hono: Framework = {
  name: 'Hono 4',
  start(handler, isSafe) {
    const app = new Hono();
    app.get('/:name', async (context) => context.text(await handler(context.req.param('name'))));
    if (isSafe) {
      app.onError((error) => {
        const { body, ...init } = toErrorResponse(error);
        return new Response(body, init);
      });
    }
    return listen(createAdaptorServer({ fetch: app.fetch }) as Server);
  },
};

/** The frameworks of the error handlers in `docs/relay.md`. */
export const frameworks: readonly Framework[] = [
  fastify,
  createExpress('Express 4', jest.requireActual<typeof express>('express4')),
  createExpress('Express 5', express),
  nest,
  createKoa('Koa 2', jest.requireActual<typeof Koa>('koa2')),
  createKoa('Koa 3', Koa),
  hono,
];
