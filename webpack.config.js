import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import HtmlWebpackPlugin from 'html-webpack-plugin';
import MinimizerPlugin from 'minimizer-webpack-plugin';
import webpack from 'webpack';
import { compressAssets } from './src/start/compress-assets.mjs';
import { inputsOf } from './src/start/inputs.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const addin = join(root, 'src/addin');

/** The placeholders that the server fills stay as they are written. */
const minify = { collapseWhitespace: true, removeComments: true, minifyCSS: true };

/** Builds the add-in into dist/addin: pages, hashed assets, and each asset compressed by brotli beside it. */
export default (_env, { mode = 'production' }) => ({
  mode,
  target: ['web', 'es2022'],
  entry: {
    shell: join(addin, 'shell/shell.ts'),
    main: join(addin, 'main.tsx'),
    'sign-in-dialog': join(addin, 'host/sign-in-dialog.ts'),
  },
  output: {
    path: join(root, 'dist/addin'),
    publicPath: '/',
    filename: 'assets/[name].[contenthash:8].js',
    assetModuleFilename: 'assets/[name].[contenthash:8][ext]',
    clean: true,
  },
  resolve: { extensions: ['.ts', '.tsx', '.js'] },
  module: {
    rules: [
      {
        test: /\.tsx?$/,
        use: [
          join(addin, 'build/token-names.cjs'),
          join(addin, 'build/ready-styles.mjs'),
          { loader: 'esbuild-loader', options: { target: 'es2022', jsx: 'automatic' } },
        ],
      },
      { test: /\.css$/, type: 'asset/resource' },
      { test: /\.svg$/, type: 'asset/resource' },
      {
        test: /@fluentui[\\/]react-(?!icons)[^\\/]+[\\/]lib[\\/].*\.js$/,
        use: [join(addin, 'build/token-names.cjs'), join(addin, 'build/single-icons.cjs')],
      },
    ],
  },
  optimization: {
    // The views that people see first come in one file each, which compresses better than the six that it would be.
    splitChunks: { chunks: (chunk) => !chunk.canBeInitial() && !chunk.name?.startsWith('first-') },
    minimizer: [
      new MinimizerPlugin({
        minify: MinimizerPlugin.swcMinify,
        minimizerOptions: { compress: { passes: 2 } },
        extractComments: false,
      }),
    ],
  },
  plugins: [
    page('index.html', 'main'),
    page('sign-in-dialog.html', 'sign-in-dialog'),
    inputs,
    ...(process.send ? [progress(), whenThere] : []),
    ...(mode === 'production' ? [brotli] : []),
  ],
  // Writing the cache costs a third of a first build, and `npm start` builds only what has changed anyway.
  cache:
    mode === 'production'
      ? false
      : { type: 'filesystem', buildDependencies: { config: [fileURLToPath(import.meta.url)] } },
  devtool: mode === 'production' ? false : 'source-map',
  performance: false,
  stats: 'errors-warnings',
});

function page(filename, chunk) {
  return new HtmlWebpackPlugin({
    filename,
    template: join(addin, 'shell', filename.replace('.html', '.ejs')),
    chunks: ['shell', chunk],
    chunksSortMode: 'manual',
    inject: false,
    minify,
  });
}

/** Tells whoever has started webpack how far it is (`src/start/build-addin.ts`). */
function progress() {
  let told = 0;
  const handler = (share) => {
    const percent = Math.floor(share * 100);
    if (percent <= told || !process.connected) return;
    told = percent;
    process.send({ percent });
  };
  // By entries, of which there are three, it would move in three steps.
  return new webpack.ProgressPlugin({ handler, percentBy: 'modules', modulesCount: 1500 });
}

/** Notes what the add-in was made of (`dist/addin/inputs.json`): `npm start` builds it anew once that has changed. */
function inputs(compiler) {
  compiler.hooks.afterEmit.tapPromise('inputs', async ({ fileDependencies, buildDependencies }) => {
    const made = inputsOf([fileURLToPath(import.meta.url), ...fileDependencies, ...buildDependencies]);
    await writeFile(join(compiler.outputPath, 'inputs.json'), JSON.stringify(made));
  });
}

/** Tells whoever has started webpack that the pages can be opened, while their assets are still being compressed. */
function whenThere(compiler) {
  compiler.hooks.afterEmit.tap('when there', () => void process.send({ isThere: true }));
}

function brotli(compiler) {
  compiler.hooks.done.tapPromise('brotli', async (stats) => {
    if (!stats.hasErrors()) await compressAssets(join(compiler.outputPath, 'assets'));
  });
}
