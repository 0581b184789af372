# cmake --install: the headers, and a package for find_package(augury [COMPONENTS files images]).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package_dir "${CMAKE_INSTALL_DATADIR}/cmake/augury")

install(DIRECTORY include/augury DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  FILES_MATCHING PATTERN "*.hpp" PATTERN "*.cuh")

# A set each, so that a user of the core alone needs no zlib, no libpng and no OpenCV.
set_target_properties(augury_cuda PROPERTIES EXPORT_NAME cuda)
set_target_properties(augury_toolkit PROPERTIES EXPORT_NAME toolkit)
# In headers of the system nvcc would not see a functor that lacks AUGURY_HD.
set_target_properties(augury augury_cuda augury_toolkit PROPERTIES EXPORT_NO_SYSTEM ON)
install(TARGETS augury augury_cuda augury_toolkit EXPORT augury-core)
install(EXPORT augury-core NAMESPACE augury:: FILE augury-core.cmake DESTINATION "${package_dir}")
if(TARGET augury_files)
  set_target_properties(augury_files PROPERTIES EXPORT_NAME files)
  install(TARGETS augury_files EXPORT augury-files)
  install(EXPORT augury-files NAMESPACE augury:: FILE augury-files.cmake
    DESTINATION "${package_dir}")
endif()
if(TARGET augury_images)
  set_target_properties(augury_images PROPERTIES EXPORT_NAME images)
  install(TARGETS augury_images EXPORT augury-images)
  install(EXPORT augury-images NAMESPACE augury:: FILE augury-images.cmake
    DESTINATION "${package_dir}")
  install(FILES cmake/find_opencv.cmake DESTINATION "${package_dir}")
endif()

# Before 1.0 a new minor version may break its users.
write_basic_package_version_file(augury-config-version.cmake
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
configure_package_config_file(cmake/augury-config.cmake.in augury-config.cmake
  INSTALL_DESTINATION "${package_dir}")
install(FILES
  "${PROJECT_BINARY_DIR}/augury-config.cmake" "${PROJECT_BINARY_DIR}/augury-config-version.cmake"
  DESTINATION "${package_dir}")
