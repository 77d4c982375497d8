// OpenCASCADE's JavaScript side makes two kinds of callers out of text. The same as closures, which a page without
// `unsafe-eval` may run. The build fails when a new version no longer has the text that is replaced.
import type { Plugin } from 'vite';

const CALLERS: readonly (readonly [string, string])[] = [
  [
    'let[args,invokerFnBody]=createJsInvoker(argTypes,isClassMethodFunc,returns,isAsync);args.push(invokerFnBody);' +
      'var invokerFn=newFunc(Function,args)(...closureArgs);',
    `var invokerFn=function(...given){
      const destructors=needsDestructorStack?[]:null;
      const wired=argTypes.slice(2).map((type,at)=>type.toWireType(destructors,given[at]));
      if(isClassMethodFunc)wired.unshift(argTypes[1].toWireType(destructors,this));
      const result=cppInvokerFunc(cppTargetFunc,...wired);
      if(destructors)runDestructors(destructors);
      else argTypes.slice(isClassMethodFunc?1:2).forEach((type,at)=>type.destructorFunction?.(wired[at]));
      if(returns)return argTypes[0].fromWireType(result);
    };`,
  ],
  [
    'params.push(functionBody);var invokerFunction=newFunc(Function,params)(...args);',
    `var invokerFunction=function(obj,func,destructorsRef,packed){
      let at=packed;
      const read=types.map((type)=>{const value=type.readValueFromPointer(at);at+=type.argPackAdvance;return value;});
      const result=kind===1?new func(...read):func.call(...(kind===0?[obj,...read]:read));
      if(!retType.isVoid)return emval_returnValue(retType,destructorsRef,result);
    };`,
  ],
];

export function occtWithoutEval(): Plugin {
  return {
    name: 'occt-without-eval',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/occt-import-js\.js$/.test(id.replaceAll('\\', '/').replace(/\?.*$/, ''))) return undefined;
      return CALLERS.reduce((text, [made, closure]) => {
        if (text.split(made).length !== 2) this.error('occt-import-js makes its callers in another way');
        return text.replace(made, () => closure);
      }, code);
    },
  };
}
