import type { RoomView } from '../sync/room';
import { Sheet } from '../ui/sheet';
import ProjectPanel from './project-panel';

export default function ProjectSheet({ room, onClose }: { room: RoomView; onClose(): void }) {
  const project = room.state?.project;
  return (
    <Sheet title={project ? `${project.code} ${project.name}` : ''} onClose={onClose}>
      <ProjectPanel room={room} />
    </Sheet>
  );
}
