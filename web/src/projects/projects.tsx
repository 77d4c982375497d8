import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { may, useClusters, useProjects } from '../access/reads';
import { ActButton } from '../ui/form';
import { Page, Section } from '../ui/page';
import rows from '../ui/rows.module.css';
import { Empty, Shown } from '../ui/states';
import { byLiveliness, ProjectRow } from './project-row';

const SEARCH_FROM = 8;

export default function Projects() {
  const { t } = useTranslation();
  const projects = useProjects();
  const clusters = useClusters();
  const [, go] = useLocation();
  const [wanted, setWanted] = useState('');
  const creates = clusters.data?.some((cluster) => may(cluster, 'create_project')) ?? false;
  const create = creates && (
    <ActButton onClick={() => go('/projects/new')}>{t('projects.create')}</ActButton>
  );
  return (
    <Page title={t('nav.projects')} line={t('projects.line')} act={create}>
      <Shown read={projects}>
        {(all) => {
          const needle = wanted.trim().toLocaleLowerCase();
          const found = all
            .filter((project) => `${project.code} ${project.name}`.toLocaleLowerCase().includes(needle))
            .sort(byLiveliness);
          return (
            <>
              {all.length >= SEARCH_FROM && (
                <TextInput
                  aria-label={t('projects.find')}
                  placeholder={t('projects.find')}
                  value={wanted}
                  onChange={(event) => setWanted(event.currentTarget.value)}
                />
              )}
              <Section title={t('projects.mine')} count={found.length}>
                {all.length === 0 ? (
                  <Empty title={t('projects.none')}>{creates ? t('projects.none_create') : t('projects.none_wait')}</Empty>
                ) : (
                  <ul className={rows.rows}>
                    {found.map((project) => (
                      <ProjectRow key={project.id} project={project} />
                    ))}
                  </ul>
                )}
              </Section>
            </>
          );
        }}
      </Shown>
    </Page>
  );
}
