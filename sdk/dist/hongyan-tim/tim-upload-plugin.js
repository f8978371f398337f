module.exports=function TIMUploadPlugin(){};module.exports.default=module.exports;
