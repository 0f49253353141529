// Tests a dispatcher of undici 8 that an app passes to the package, on Node 22, since undici 8 does not run on Node 20.
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compiler } from '../compiler.mjs';
import { getVersions, installNode, installPackages, run } from './install.mjs';

const types = ['--module', 'nodenext', '--types', 'node', '--strict', '--noEmit', '--skipLibCheck'];

export async function checkUndici8(tarball, folder, report) {
  // `consumer-of-dispatchers.ts` imports undici 8 as `undici-8`.
  const undici = ['undici@8', 'undici-8@npm:undici@8'];
  await installPackages(folder, {}, [tarball, 'rxjs@7', '@types/node@22', ...undici]);
  const { binary, remark } = await installNode(folder, '22');
  const { stdout: version } = await run(binary, ['--version']);
  const versions = `Node ${version.trim()}${remark}, ${await getVersions(folder, 'rxjs', 'undici')}`;
  const { stdout } = await run(binary, ['undici-8.mjs'], { cwd: folder, timeout: 60_000 });
  report(`${versions}, undici-8.mjs`, `${stdout.trim()} checks`);

  await copyFile(join(folder, 'consumer-of-dispatchers.ts'), join(folder, 'dispatchers.mts'));
  await run(process.execPath, [compiler, ...types, 'dispatchers.mts'], { cwd: folder });
  report(versions, 'types of dispatchers compile');
}
