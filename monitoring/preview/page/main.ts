import { readAddress } from './address.ts'
import { showDashboard } from './dashboard-page.ts'
import { showList } from './list-page.ts'

const { uid } = readAddress()
if (uid === undefined) showList()
else showDashboard(uid)
