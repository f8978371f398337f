// What "Tools → Build npm" does in WeChat's developer tools. (The command `miniprogram-ci pack-npm-manually` of 2.1.42 ends
// before it has written anything.)
const { packNpmManually } = require('miniprogram-ci')

packNpmManually({ packageJsonPath: `${__dirname}/package.json`, miniprogramNpmDistDir: __dirname })
  .then((result) => console.log(result))
  .catch((error) => {
    console.error(error)
    process.exitCode = 1
  })
