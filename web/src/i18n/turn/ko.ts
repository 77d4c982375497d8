// What waits for the reader over all projects, and the ways around by keyboard.
export const turn = {
  turn: {
    title: '내 차례',
    line: '모든 프로젝트에서 나를 기다리는 것',
    late: '기한 지남',
    soon: '오늘과 내일',
    later: '그다음',
    undated: '기한 없음',
    other: '그 밖에',
    none: '지금 내 차례인 일이 없습니다',
    none_words: '답변할 질의, 맡은 조치, 확인할 기업이 생기면 기한 순서로 여기에 모입니다.',
    kept: '{{at}}에 받은 목록입니다.',
    look: '답변 보기',
    all: '내 차례 모두 보기',
    count_other: '내 차례 {{count}}건',
  },
  go: {
    title: '바로 가기',
    placeholder: '화면, 프로젝트, 계획 항목',
    none: '이 기기가 아는 것 가운데 찾은 것이 없습니다.',
    screen: '화면',
    keys: '키보드',
    key: {
      go: '바로 가기',
      down: '다음 줄로',
      up: '이전 줄로',
      act: '내 차례인 일 하기',
      open: '고른 줄 열기',
      list: '이 목록',
      close: '닫기',
    },
  },
};
