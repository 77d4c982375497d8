export default function V(_: import('../view').ViewProps) { return null; }
