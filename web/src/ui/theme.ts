// Mantine dressed as a drawing sheet: paper, ink, thin lines. Tokens stand in base.css.
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const ink: MantineColorsTuple = [
  '#f5f5f2', '#e6e5e0', '#c9cac7', '#a9adad', '#8a9094', '#6b737b', '#4a5158', '#343a40', '#23282d', '#16191d',
];

const inkButton = {
  '--button-bg': 'var(--ink)',
  '--button-hover': 'var(--ink-2)',
  '--button-color': 'var(--paper)',
};
/** An act that takes something away is red in the light and in the dark. */
const redButton = (variant?: string) =>
  variant === undefined || variant === 'filled'
    ? { '--button-bg': 'var(--red)', '--button-hover': 'var(--red)', '--button-color': 'var(--paper)' }
    : { '--button-color': 'var(--red)', '--button-hover': 'var(--hover)', '--button-bd': variant === 'subtle' ? '0' : '1px solid var(--red)' };
const medium = { defaultProps: { size: 'md' } };

export const theme = createTheme({
  fontFamily: 'var(--font)',
  colors: { ink },
  primaryColor: 'ink',
  primaryShade: { light: 9, dark: 1 },
  autoContrast: true,
  defaultRadius: 4,
  focusRing: 'auto',
  respectReducedMotion: true,
  // By name, so that the first screen does not load every control for its defaults.
  components: {
    Button: {
      defaultProps: { size: 'md' },
      styles: { root: { fontWeight: 600 } },
      vars: (_theme: unknown, props: { variant?: string; color?: string; size?: string }) => ({
        root: {
          ...(props.size === undefined || props.size === 'md' ? { '--button-height': 'var(--touch)' } : {}),
          ...(props.color === 'red' ? redButton(props.variant) : props.variant ? {} : inkButton),
        },
      }),
    },
    TextInput: medium,
    PasswordInput: medium,
    Textarea: medium,
    NativeSelect: medium,
    Checkbox: { ...medium, vars: () => ({ root: { '--checkbox-color': 'var(--ink)', '--checkbox-icon-color': 'var(--paper)' } }) },
    Radio: { ...medium, vars: () => ({ root: { '--radio-color': 'var(--ink)', '--radio-icon-color': 'var(--paper)' } }) },
    InputWrapper: { styles: { label: { fontSize: '0.875rem', fontWeight: 600, marginBottom: 4 } } },
  },
});

const shared = {
  '--mantine-color-body': 'var(--paper)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-2)',
  '--mantine-color-placeholder': 'var(--ink-3)',
  '--mantine-color-error': 'var(--red)',
  '--mantine-color-default': 'var(--sheet)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-disabled': 'var(--hover)',
  '--mantine-color-disabled-color': 'var(--ink-3)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-color-default-border': 'var(--line-strong)',
};

// Mantine paints its dark controls with these shades.
const dark = {
  ...shared,
  '--mantine-color-dark-4': 'var(--line-strong)',
  '--mantine-color-dark-5': 'var(--hover)',
  '--mantine-color-dark-6': 'var(--sheet)',
};

export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark });
