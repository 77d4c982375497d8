export interface CompareProps { before: { file: Blob; name: string }; after: { file: Blob; name: string } } export default function C(_: CompareProps) { return null; }
