import type { Language } from './primitives';

interface Meaning {
  readonly status: number;
  readonly title: Record<Language, string>;
  /** For the programmer: when it comes and what to do. */
  readonly meaning: string;
}

const refusal = (status: number, title: [kk: string, ru: string, en: string], meaning: string): Meaning => ({
  status,
  title: { kk: title[0], ru: title[1], en: title[2] },
  meaning,
});

/** Every "no" of the system: a closed list. */
export const refusals = {
  'malformed-json': refusal(
    400,
    ['Сұрау оқылмады', 'Запрос не читается', 'The body is not JSON'],
    'Send a JSON body with `Content-Type: application/json`.',
  ),
  'invalid-request': refusal(
    400,
    ['Сұрауда қате бар', 'Ошибка в запросе', 'The request is not valid'],
    'See `errors[]`: a pointer and a code for each mistake.',
  ),
  'idempotency-key-missing': refusal(
    400,
    ['Idempotency-Key керек', 'Нужен Idempotency-Key', 'Idempotency-Key is missing'],
    'Send a new random key with each action, and the same one with its retries.',
  ),
  unauthenticated: refusal(
    401,
    ['Кіру керек', 'Нужен вход', 'Authentication is needed'],
    'Send a valid bearer token of the issuer.',
  ),
  forbidden: refusal(
    403,
    ['Рұқсат жоқ', 'Нет прав', 'Not allowed'],
    'The token lacks the scope that the call names.',
  ),
  'devices-only': refusal(
    403,
    ['Тек тіркелген құрылғыларға', 'Только для зарегистрированных устройств', 'Only for registered devices'],
    'The call is for kiosks alone: a token of the kind `device`, whatever scopes another one has.',
  ),
  'not-found': refusal(
    404,
    ['Табылмады', 'Не найдено', 'Not found'],
    'There is no such thing, or it is not yours to see.',
  ),
  'method-not-allowed': refusal(
    405,
    ['Әдіс қолданылмайды', 'Метод не поддерживается', 'Method not allowed'],
    'The path exists, with other methods: see `Allow`.',
  ),
  'not-acceptable': refusal(
    406,
    ['Бұл пішім берілмейді', 'Такой формат не выдаётся', 'Not acceptable'],
    'Ask for `application/json`, or another form that the call declares.',
  ),
  'request-timeout': refusal(
    408,
    ['Сұрау уақытында келмеді', 'Запрос не пришёл вовремя', 'The request did not arrive in time'],
    'Send the whole request within 30 seconds.',
  ),
  conflict: refusal(
    409,
    ['Қайшылық', 'Конфликт', 'Conflict'],
    'Somebody changed it at the same moment: read it again and repeat.',
  ),
  'request-in-progress': refusal(
    409,
    ['Сұрау орындалып жатыр', 'Запрос ещё выполняется', 'The same request is still running'],
    'The same Idempotency-Key is being worked on: repeat in a second.',
  ),
  'version-mismatch': refusal(
    412,
    ['Дерек өзгеріп кетті', 'Данные уже изменились', 'It has changed meanwhile'],
    'Read it again; `If-Match` must name its present version.',
  ),
  'payload-too-large': refusal(
    413,
    ['Сұрау тым үлкен', 'Слишком большой запрос', 'The body is too large'],
    'At most 1 MiB.',
  ),
  'uri-too-long': refusal(
    414,
    ['Мекенжай тым ұзын', 'Слишком длинный адрес', 'The address is too long'],
    'Shorten the path or the query.',
  ),
  'unsupported-media-type': refusal(
    415,
    ['Пішім қолданылмайды', 'Формат не поддерживается', 'Unsupported media type'],
    'Send `Content-Type: application/json`.',
  ),
  'idempotency-key-reused': refusal(
    422,
    [
      'Кілт басқа сұрауда қолданылған',
      'Ключ уже использован для другого запроса',
      'Idempotency-Key was used for another request',
    ],
    'The key belongs to a request with another body or path: take a new one.',
  ),
  'version-required': refusal(
    428,
    ['If-Match керек', 'Нужен If-Match', 'If-Match is required'],
    'Send the `ETag` that you read as `If-Match`.',
  ),
  'headers-too-large': refusal(
    431,
    ['Тақырыптар тым үлкен', 'Слишком большие заголовки', 'Headers are too large'],
    'Shorten the headers.',
  ),
  'quota-exceeded': refusal(
    429,
    ['Сұрау тым көп', 'Слишком много запросов', 'Too many requests'],
    'A limit that `RateLimit-Policy` names is used up (`violated-policies` tells which): go on after `Retry-After`.',
  ),
  'internal-error': refusal(
    500,
    ['Ішкі қате', 'Внутренняя ошибка', 'Internal error'],
    'Our mistake: quote the `traceId`.',
  ),
  'service-unavailable': refusal(
    503,
    ['Қызмет уақытша қолжетімсіз', 'Сервис временно недоступен', 'Temporarily unavailable'],
    'Nothing was done, or the outcome is unknown: repeat with the same Idempotency-Key.',
  ),
  'temporary-reduced-capacity': refusal(
    503,
    ['Қазір сұрау көп', 'Сейчас слишком много обращений', 'Too busy just now'],
    'What is set aside for calls without a token is in use, nothing was done: repeat after `Retry-After`.',
  ),
  'service-timeout': refusal(
    504,
    ['Қызмет уақытында жауап бермеді', 'Сервис не ответил вовремя', 'No answer in time'],
    'The outcome is unknown: repeat with the same Idempotency-Key.',
  ),

  'office-closed': refusal(
    409,
    ['Кеңсе жабық', 'Офис закрыт', 'The office is closed'],
    '`opensAt` tells when it opens next.',
  ),
  'closing-soon': refusal(
    409,
    ['Бүгінге талон берілмейді', 'На сегодня талоны закончились', 'No more tickets today'],
    'Who waits already will take until closing time; `opensAt` tells when it opens next.',
  ),
  'ticket-already-open': refusal(
    409,
    [
      'Бұл қызметке талоныңыз бар',
      'У вас уже есть талон на эту услугу',
      'You already have a ticket for this',
    ],
    'One open ticket for a person and a service: `number` and its `businessDay` tell which. Its tracking token stays with its holder.',
  ),
  'too-many-tickets': refusal(
    429,
    ['Талон тым көп алынды', 'Взято слишком много талонов', 'Too many tickets'],
    'The limit of this device or person is reached; `Retry-After` tells when a device may go on.',
  ),
  'priority-not-allowed': refusal(
    403,
    ['Бұл жеңілдікті қызметкер береді', 'Эту льготу даёт сотрудник', 'Only staff may give this priority'],
    'The emergency class needs a caller with the scope `queue:operate`.',
  ),
  'resource-absent': refusal(
    409,
    [
      'Қажетті қызметкер орнында жоқ',
      'Нужного сотрудника нет на месте',
      'Somebody who is needed is not present',
    ],
    'The service needs a resource of the office (`prosecutor`) that is not present; the ticket keeps its rank.',
  ),
  'transfer-to-itself': refusal(
    422,
    ['Талон сол қызметте тұр', 'Талон уже на этой услуге', 'The ticket is already for this service'],
    'Name another service or another counter.',
  ),
  'return-date-invalid': refusal(
    422,
    ['Бұл күнге болмайды', 'Этот день не подходит', 'Not a day to return on'],
    'The office must be open on the day, at most 30 days ahead.',
  ),
  'return-not-today': refusal(
    409,
    ['Қайта келу күні бүгін емес', 'День возвращения не сегодня', 'Not the day of return'],
    '`returnOn` is the day on which the ticket can be resumed.',
  ),
  'appointment-exists': refusal(
    409,
    ['Бұл жазылу бұрыннан бар', 'Такая запись уже есть', 'The appointment exists'],
    'The reference is taken in this office by another appointment: change that one, or choose another reference.',
  ),
  'too-many-numbers': refusal(
    409,
    [
      'Құрылғыда бос нөмірлер тым көп',
      'У устройства слишком много неиспользованных номеров',
      'The device has too many unused numbers',
    ],
    'Of the numbers that the device took today too many are no tickets, or too many blocks are open: give out those, and take fewer.',
  ),
  'number-block-invalid': refusal(
    422,
    ['Нөмірлер блогы жарамсыз', 'Недействительный блок номеров', 'The number block is not valid'],
    'The signed number block must be the one that this office gave to this device.',
  ),
  'number-block-settled': refusal(
    409,
    ['Бұл нөмірлер блогы жабылған', 'Блок номеров уже закрыт', 'The number block is settled'],
    'Its unused numbers have been written off: nothing can be added to it.',
  ),
  'office-rules-in-use': refusal(
    409,
    [
      'Бұл өзгерісті қазір жасауға болмайды',
      'Это изменение сейчас невозможно',
      'This change is not possible now',
    ],
    'Tickets or counters in use depend on what would be removed; see `detail`.',
  ),
  'service-unknown': refusal(
    422,
    ['Мұндай қызмет жоқ', 'Такой услуги нет', 'Unknown service'],
    'The office has no service of this code.',
  ),
  'priority-unknown': refusal(
    422,
    ['Мұндай жеңілдік жоқ', 'Такой льготы нет', 'Unknown priority'],
    'The code is not in the office’s published list of priorities.',
  ),
  'appointment-in-past': refusal(
    422,
    ['Жазылу уақыты өтіп кеткен', 'Время записи прошло', 'The appointment is over'],
    'Its time and grace have passed.',
  ),
  'phone-not-kazakh-mobile': refusal(
    422,
    ['Қазақстандық ұялы нөмір керек', 'Нужен казахстанский мобильный номер', 'Not a Kazakh mobile number'],
    'Send +7 7XX XXX XX XX.',
  ),
  'iin-invalid': refusal(
    422,
    ['ЖСН қате', 'Неверный ИИН', 'The IIN is wrong'],
    'Twelve digits with a right check digit.',
  ),
  'iin-of-another': refusal(
    422,
    ['Бұл ЖСН басқа адамда тұр', 'Этот ИИН записан за другим человеком', 'The IIN stands with somebody else'],
    'Another visitor has it with another birth date or name: compare with the document; one digit may be wrong.',
  ),
  'counter-unknown': refusal(
    404,
    ['Мұндай терезе жоқ', 'Такого окна нет', 'Unknown counter'],
    'The office has no counter of this code.',
  ),
  'counter-occupied': refusal(
    409,
    ['Терезеде басқа қызметкер', 'Окно занято другим сотрудником', 'The counter is occupied'],
    'Another operator holds it until the lease ends.',
  ),
  'operator-elsewhere': refusal(
    409,
    ['Қызметкер басқа терезеде', 'Сотрудник уже в другом окне', 'The operator holds another counter'],
    'Close the session there first.',
  ),
  'counter-not-open': refusal(
    409,
    ['Терезе ашылмаған', 'Окно не открыто', 'The counter is not open'],
    'Open a session first; an expired lease closes it.',
  ),
  'counter-paused': refusal(
    409,
    ['Терезе үзілісте', 'Окно на паузе', 'The counter is paused'],
    'Open the session again to go on.',
  ),
  'counter-busy': refusal(
    409,
    ['Терезе бос емес', 'Окно занято посетителем', 'The counter still has a visitor'],
    'Finish the ticket that `state` names first.',
  ),
  'counter-cannot-serve': refusal(
    409,
    ['Терезе бұл қызметті көрсетпейді', 'Окно не оказывает эту услугу', 'The counter cannot serve this'],
    'Its session lacks the service or the skills.',
  ),
  'ticket-wrong-state': refusal(
    409,
    ['Талон басқа күйде', 'Талон в другом состоянии', 'The ticket is in another state'],
    '`state` is where it is now, `actions` what is possible.',
  ),
  'ticket-not-waiting': refusal(
    409,
    ['Талон кезекте емес', 'Талон не в очереди', 'The ticket is not waiting'],
    'Only a waiting ticket can be called; see `state` and `actions`.',
  ),
  'ticket-at-another-counter': refusal(
    409,
    ['Талон басқа терезеде', 'Талон у другого окна', 'The ticket is at another counter'],
    'Only the counter that called it may go on with it.',
  ),
  'template-unknown': refusal(
    404,
    ['Мұндай үлгі жоқ', 'Такого шаблона нет', 'Unknown template'],
    'No template has this key.',
  ),
  'template-arguments': refusal(
    422,
    ['Үлгінің деректері қате', 'Неверные данные шаблона', 'Wrong arguments for the template'],
    '`errors[]` names the missing and unknown arguments.',
  ),

  'booking-refused': refusal(
    422,
    ['Кездесуге жазу мүмкін емес', 'Запись на свидание невозможна', 'The visit can not be booked'],
    "`errors[]` names every rule that is not met: `code`, and `pointer` where it is one visitor's.",
  ),
  'visit-not-possible': refusal(
    422,
    ['Бұл кездесу мүмкін емес', 'Это свидание невозможно', 'This visit is not possible'],
    'One answer for everything that would say whether, and how, somebody is detained; staff get the precise codes.',
  ),
  'notice-too-short': refusal(
    422,
    [
      'Бұл күнге жазылу мерзімі өтіп кеткен',
      'На этот день запись уже закрыта',
      'Too late to book for this day',
    ],
    'The first bookable day is today + `minDays` + 1 of the notice for the kind of client.',
  ),
  'too-far-ahead': refusal(
    422,
    [
      'Бұл күнге жазылу әлі ашылмаған',
      'На этот день запись ещё не открыта',
      'Too early to book for this day',
    ],
    'The last bookable day is today + `maxDays` of the notice for the kind of client.',
  ),
  'session-excluded': refusal(
    422,
    ['Бұл күні кездесу өткізілмейді', 'В этот день свиданий нет', 'No visits on this day'],
    'The day is excluded, or the session does not take place on it.',
  ),
  'session-not-for-client': refusal(
    422,
    ['Бұл уақыт басқа келушілерге арналған', 'Это время для других посетителей', 'The session is for others'],
    '`bookableBy` of the session tells for whom it is.',
  ),
  'pool-not-for-client': refusal(
    422,
    [
      'Бұл орындар басқа келушілерге арналған',
      'Эти места для других посетителей',
      'These places are for others',
    ],
    'Defence counsel have the pools `legal` and `video`; relatives `open`, `closed` and `video`; `walk-in` is given at the checkpoint.',
  ),
  'pool-closed-only': refusal(
    422,
    [
      'Тек бөлінген кездесу рұқсат етілген',
      'Разрешены только свидания через перегородку',
      'Closed visits only',
    ],
    'A restriction of the detainee forces the pool `closed`.',
  ),
  'party-without-lead': refusal(
    422,
    ['Жауапты ересек келуші керек', 'Нужен ответственный взрослый посетитель', 'A leading visitor is needed'],
    'One member leads the party, and is an adult on the day of the visit.',
  ),
  'member-twice': refusal(
    422,
    ['Келуші екі рет көрсетілген', 'Посетитель указан дважды', 'A visitor is named twice'],
    'Each contact stands once in a party.',
  ),
  'too-many-visitors': refusal(
    422,
    ['Келушілер тым көп', 'Слишком много посетителей', 'Too many visitors'],
    "`visitorsAtMost` of the facility's rules.",
  ),
  'too-many-adults': refusal(
    422,
    ['Ересек келушілер тым көп', 'Слишком много взрослых', 'Too many adults'],
    "`adultsAtMost` of the facility's rules; age is taken on the day of the visit.",
  ),
  'too-many-children': refusal(
    422,
    ['Балалар тым көп', 'Слишком много детей', 'Too many children'],
    "`childrenAtMost` of the facility's rules; age is taken on the day of the visit.",
  ),
  'minor-unaccompanied': refusal(
    422,
    ['Бала ересек адаммен келуі керек', 'Ребёнок должен быть с взрослым', 'A child needs an adult'],
    'A party with a minor has at least one adult.',
  ),
  'visitor-elsewhere': refusal(
    422,
    [
      'Келуші осы уақытта басқа кездесуде',
      'Посетитель в это время на другом свидании',
      'The visitor is elsewhere at that time',
    ],
    'Another visit of the same contact overlaps.',
  ),
  'relationship-missing': refusal(
    422,
    ['Туыстығы көрсетілмеген', 'Родство не указано', 'No relationship'],
    'The contact has no relationship to the detainee that counts on the day.',
  ),
  'relationship-not-approved': refusal(
    422,
    ['Туыстығы расталмаған', 'Родство не подтверждено', 'The relationship is not approved'],
    'It is on record, and not approved.',
  ),
  'visitor-banned': refusal(
    422,
    ['Келушіге тыйым салынған', 'Посетителю запрещено', 'The visitor is banned'],
    'A ban covers the day of the visit.',
  ),
  'credentials-missing': refusal(
    422,
    ['Қорғаушының куәлігі көрсетілмеген', 'Нет удостоверения защитника', 'No credentials'],
    'Defence counsel is known by a certificate.',
  ),
  'credentials-expired': refusal(
    422,
    ['Қорғаушы куәлігінің мерзімі өтеді', 'Удостоверение защитника истекает', 'The credentials expire'],
    'They must be valid on the day of the visit.',
  ),
  'defence-notice-missing': refusal(
    422,
    ['Қорғау туралы хабарлама жоқ', 'Нет уведомления о защите', 'No notice of defence'],
    'Counsel has given no notice of defence for this detainee.',
  ),
  'detainee-not-here': refusal(
    422,
    ['Ұсталған адам бұл мекемеде емес', 'Содержащегося нет в этом учреждении', 'The detainee is not here'],
    'By the custody system the detainee is in another facility, in hospital, or released.',
  ),
  'detainee-in-court': refusal(
    422,
    ['Бұл күні сот', 'В этот день суд', 'A day in court'],
    'The detainee is out to court on the day of the visit.',
  ),
  'detainee-elsewhere': refusal(
    422,
    ['Бұл уақытта басқа кездесу бар', 'В это время другое свидание', 'Another visit at that time'],
    'Another visit to the same detainee overlaps.',
  ),
  'visits-forbidden': refusal(
    422,
    ['Кездесуге тыйым салынған', 'Свидания запрещены', 'Visits are forbidden'],
    'A restriction `no-visits` covers the day; defence counsel is never kept away by it.',
  ),
  'unit-not-admitted': refusal(
    422,
    [
      'Бұл уақыт басқа бөлімшеге арналған',
      'Это время для другого отделения',
      'The session is for other units',
    ],
    "`units` of the session's template.",
  ),
  'non-association': refusal(
    422,
    [
      'Бұл күні бірге болмауы тиіс адамға кездесу бар',
      'В этот день свидание у того, с кем нельзя встречаться',
      'Must not meet another of that day',
    ],
    'Somebody with whom the detainee must not associate has a visit on the same day.',
  ),
  'permission-missing': refusal(
    422,
    ['Жазбаша рұқсат керек', 'Нужно письменное разрешение', 'A written permission is needed'],
    'The body that conducts the case has to permit the visit.',
  ),
  'permission-not-usable': refusal(
    422,
    ['Рұқсат жарамсыз', 'Разрешение недействительно', 'The permission can not be used'],
    'It is used up, revoked, expired, or for somebody else.',
  ),
  'permission-not-valid-on-day': refusal(
    422,
    [
      'Рұқсат бұл күнге жарамайды',
      'Разрешение не действует в этот день',
      'The permission is not valid on the day',
    ],
    'The day of the visit must lie within its dates.',
  ),
  'permission-not-naming': refusal(
    422,
    [
      'Рұқсатта бұл келуші жоқ',
      'В разрешении нет этого посетителя',
      'The permission does not name a visitor',
    ],
    'It has to name every adult of the party.',
  ),
  'entitlement-used-up': refusal(
    422,
    ['Осы айдағы кездесулер саны бітті', 'Свидания этого месяца исчерпаны', 'No visits left in the month'],
    'The whole month of the visit counts; visits of defence counsel never do.',
  ),
  'visit-too-long': refusal(
    422,
    ['Кездесу тым ұзақ', 'Свидание слишком долгое', 'The session is too long'],
    'The detainee may not have visits as long as this session.',
  ),
  'pool-full': refusal(
    409,
    ['Бос орын қалмады', 'Свободных мест не осталось', 'No place is left'],
    'Somebody else has the last place; `alternatives` names up to five sessions that have one.',
  ),
  'hold-exists': refusal(
    409,
    ['Сізге басқа орын сақтаулы тұр', 'За вами уже удерживается место', 'Another place is held for you'],
    'A booker has one hold at a time: `hold` is its reference; confirm it, or let it go.',
  ),
  'template-frozen': refusal(
    409,
    [
      'Жазылған кездесулер бар: уақытты өзгертуге болмайды',
      'Есть записи: время изменить нельзя',
      'There are visits: the times stay',
    ],
    '`frozen` names the fields that stay as they are while there are visits to come; move those first.',
  ),
  'room-occupied': refusal(
    409,
    ['Бөлме бос емес', 'Комната занята', 'The room is occupied'],
    'Another template (`template`) has sessions in the same room at that time (`date` is the first).',
  ),
  'hold-wrong-state': refusal(
    409,
    ['Орын енді сақталмайды', 'Место больше не удерживается', 'The hold is in another state'],
    '`state` is where it is now, `actions` what is possible: an expired one can still be confirmed, if there is a place.',
  ),
  'visit-wrong-state': refusal(
    409,
    ['Кездесу басқа күйде', 'Свидание в другом состоянии', 'The visit is in another state'],
    '`state` is where it is now, `actions` what is possible.',
  ),
  'permission-exists': refusal(
    409,
    ['Бұл рұқсат тіркелген', 'Такое разрешение уже записано', 'The permission is on record'],
    "Number and body are unique; `permission` is the id of the one that has them, where it is of the caller's facility.",
  ),
  'permission-wrong-state': refusal(
    409,
    ['Рұқсат басқа күйде', 'Разрешение в другом состоянии', 'The permission is in another state'],
    '`state` is where it is now, `actions` what is possible.',
  ),
  'detainee-not-arrived': refusal(
    409,
    ['Ұсталған адам әлі әкелінбеген', 'Содержащегося ещё не привели', 'The detainee has not been brought in'],
    'A visit begins when the escort has brought the detainee.',
  ),
  'stage-out-of-order': refusal(
    409,
    ['Алдымен басқа кезең', 'Сначала другой этап', 'Another stage comes first'],
    '`state` is the stage where the party stands, `actions` what it may do now.',
  ),
} as const satisfies Record<string, Meaning>;
export type RefusalCode = keyof typeof refusals;
