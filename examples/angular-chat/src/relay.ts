import { Router } from 'express';
import { request as ask } from 'node:http';
export function relay(): Router {
  const router = Router();
  router.use((incoming, response) => {
    const target = new URL(process.env['VENICE_BASE_URL'] + incoming.url);
    const { host: _, ...headers } = incoming.headers;
    headers.authorization = 'Bearer ' + process.env['VENICE_API_KEY'];
    const out = ask(target, { method: incoming.method!, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(out);
    response.on('close', () => out.destroy());
  });
  return router;
}
