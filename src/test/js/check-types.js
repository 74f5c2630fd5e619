/**
 * Checks scripts against the types in their comments, as `tsc --checkJs` does. It runs in a browser into which TypeScript's compiler has
 * been loaded.
 *
 * @param {Record<string, string>} files by path: what is checked is below `/src`, TypeScript's package is `/typescript`
 * @returns {string[]} `file:line: message` for each error
 */
globalThis.checkTypes = (files) => {
  const { ts } = globalThis;
  /** @type {import('typescript').CompilerOptions} */
  const options = {
    allowJs: true,
    checkJs: true,
    noEmit: true,
    strict: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    noImplicitReturns: true,
    noFallthroughCasesInSwitch: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.esnext.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
    paths: { typescript: ['/typescript/lib/typescript.d.ts'] },
  };
  /** @type {import('typescript').CompilerHost} */
  const host = {
    getSourceFile: (name, version) => (name in files ? ts.createSourceFile(name, files[name], version) : undefined),
    getDefaultLibFileName: () => '/typescript/lib/lib.d.ts',
    getDefaultLibLocation: () => '/typescript/lib',
    getCurrentDirectory: () => '/',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: (name) => name in files,
    readFile: (name) => files[name],
    writeFile: () => {},
  };
  const roots = Object.keys(files).filter((name) => name.startsWith('/src/'));
  return ts.getPreEmitDiagnostics(ts.createProgram(roots, options, host)).map(({ file, start = 0, messageText }) => {
    const message = ts.flattenDiagnosticMessageText(messageText, ' ');
    return file === undefined ? message : `${file.fileName.slice(1)}:${file.getLineAndCharacterOfPosition(start).line + 1}: ${message}`;
  });
};
