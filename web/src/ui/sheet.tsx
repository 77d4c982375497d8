// Where a person acts: a sheet from below on a phone, a dialog on a desk. Loaded when first needed.
import '@mantine/core/styles/ModalBase.css';
import '@mantine/core/styles/Modal.css';
import '@mantine/core/styles/Drawer.css';
import '@mantine/core/styles/Overlay.css';
import '@mantine/core/styles/Paper.css';
import { Drawer, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useBack } from './back';
import { useDesk } from './desk';

export function Sheet({ title, onClose, children }: { title: string; onClose(): void; children: ReactNode }) {
  const desk = useDesk();
  useBack(onClose);
  const { t } = useTranslation();
  const shared = {
    opened: true,
    onClose,
    title,
    closeButtonProps: { 'aria-label': t('act.close'), size: 'lg' },
    overlayProps: { backgroundOpacity: 0.35 },
    transitionProps: { duration: 0 },
    // The page itself never scrolls; what scrolls lies under the sheet.
    lockScroll: false,
    styles: { title: { flex: 1, minWidth: 0, paddingInlineEnd: '0.75rem', lineHeight: 1.35, color: 'var(--ink)', fontWeight: 700, fontSize: '1.0625rem' }, content: { background: 'var(--sheet)', scrollPaddingBottom: 80 }, header: { background: 'var(--sheet)' } },
  };
  if (desk) {
    return (
      <Modal {...shared} centered size="30rem">
        {children}
      </Modal>
    );
  }
  return (
    <Drawer
      {...shared}
      position="bottom"
      size="auto"
      styles={{
        ...shared.styles,
        inner: { alignItems: 'flex-end' },
        content: { ...shared.styles.content, flex: '0 0 100%', height: 'auto', maxHeight: '92dvh', borderRadius: '12px 12px 0 0' },
      }}
    >
      <div style={{ paddingBottom: 'env(safe-area-inset-bottom)' }}>{children}</div>
    </Drawer>
  );
}
